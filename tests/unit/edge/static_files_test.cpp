// SPDX-License-Identifier: Apache-2.0
#include "edge/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/limits.hpp"

namespace sejuta::edge {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

class static_files_test : public testing::Test {
protected:
    fs::path root_;

    void SetUp() override
    {
        auto pattern = (fs::temp_directory_path() / "sejuta-static-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        write("dist/index.html", "<html>pusat</html>");
        write("dist/assets/app-1a2b.js", "let total = 0;");
        write("dist/assets/app-1a2b.js.gz", "zipped");
        write("dist/sw.js", "self;");
        write("secret.txt", "rahasia");
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(std::string const& path, std::string_view content)
    {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << content;
    }
    static_files load()
    {
        auto loaded = static_files::load({{root_ / "dist", "/", {"/wall", "/provinsi/*"}}});
        EXPECT_TRUE(loaded.has_value());
        return *std::move(loaded);
    }
    static http_request get(std::string path)
    {
        http_request request;
        request.method = "GET";
        request.path = std::move(path);
        return request;
    }
};

TEST_F(static_files_test, a_file_is_served_with_its_type_and_a_tag)
{
    auto const files = load();
    auto const page = files.answer(get("/index.html"));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->body, "<html>pusat</html>");
    EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page->headers, Contains(Pair("Cache-Control", "no-cache")));
    EXPECT_THAT(page->headers, Contains(Pair("ETag", testing::MatchesRegex("\"[0-9a-f]{32}\""))));
    auto const script = files.answer(get("/assets/app-1a2b.js"));
    ASSERT_TRUE(script);
    EXPECT_EQ(script->body, "let total = 0;");
    EXPECT_THAT(script->headers, Contains(Pair("Cache-Control", HasSubstr("immutable"))));
}

TEST_F(static_files_test, routes_of_the_app_get_its_page_and_others_nothing)
{
    auto const files = load();
    for (auto const* route : {"/", "/wall", "/provinsi/15", "/provinsi/15/07"}) {
        auto const page = files.answer(get(route));
        ASSERT_TRUE(page) << route;
        EXPECT_EQ(page->body, "<html>pusat</html>");
    }
    for (auto const* unknown : {"/nowhere", "/wall/x", "/provinsi", "/assets/old.js"})
        EXPECT_FALSE(files.answer(get(unknown))) << unknown;
}

TEST_F(static_files_test, no_path_leads_out_of_the_directory)
{
    fs::create_symlink(root_ / "secret.txt", root_ / "dist/link.txt");
    auto const files = load();
    for (auto const* path : {"/../secret.txt", "/assets/../../secret.txt", "//secret.txt",
                             "/./../secret.txt", "/link.txt", "/secret.txt", "/..\\secret.txt"})
        EXPECT_FALSE(files.answer(get(path))) << path;
}

TEST_F(static_files_test, gzip_is_sent_to_those_who_take_it)
{
    auto const files = load();
    auto request = get("/assets/app-1a2b.js");
    request.accept_encoding = "br, gzip;q=0.8";
    auto const zipped = files.answer(request);
    EXPECT_EQ(zipped->body, "zipped");
    EXPECT_THAT(zipped->headers, Contains(Pair("Content-Encoding", "gzip")));
    EXPECT_THAT(zipped->headers, Contains(Pair("Vary", "Accept-Encoding")));
    request.accept_encoding = "br, gzip;q=0";
    EXPECT_EQ(files.answer(request)->body, "let total = 0;");
    EXPECT_FALSE(files.answer(get("/assets/app-1a2b.js.gz"))) << "no file of its own";
}

TEST_F(static_files_test, what_the_browser_has_is_not_sent_again)
{
    auto const files = load();
    auto request = get("/sw.js");
    auto const first = files.answer(request);
    for (auto const& [name, value] : first->headers)
        if (name == "ETag") request.if_none_match = "\"other\", W/" + value;
    auto const second = files.answer(request);
    EXPECT_EQ(second->status, 304);
    EXPECT_EQ(second->body, "");
    request.if_none_match = "\"other\"";
    EXPECT_EQ(files.answer(request)->status, 200);
}

TEST_F(static_files_test, a_second_app_lives_under_its_prefix)
{
    write("lapor/index.html", "<html>lapor</html>");
    auto const files =
        static_files::load({{root_ / "dist", "/", {}}, {root_ / "lapor", "/lapor/", {}}});
    ASSERT_TRUE(files.has_value());
    EXPECT_EQ(files->answer(get("/lapor/"))->body, "<html>lapor</html>");
    auto const moved = files->answer(get("/lapor"));
    EXPECT_EQ(moved->status, 308);
    EXPECT_THAT(moved->headers, Contains(Pair("Location", "/lapor/")));
}

TEST_F(static_files_test, an_absent_directory_is_no_fault)
{
    auto const files = static_files::load({{root_ / "not-built", "/", {"/wall"}}});
    ASSERT_TRUE(files.has_value());
    EXPECT_EQ(files->count(), 0U);
    EXPECT_FALSE(files->answer(get("/")));
    EXPECT_FALSE(files->answer(get("/wall")));
}

TEST_F(static_files_test, too_much_is_the_wrong_directory)
{
    write("dist/large.bin", "");
    fs::resize_file(root_ / "dist/large.bin", limits::static_bytes_max + 1);
    auto const files = static_files::load({{root_ / "dist", "/", {}}});
    ASSERT_TRUE(files.has_error());
    EXPECT_THAT(files.error().sentence, HasSubstr("exceed 64 MiB"));
}

TEST_F(static_files_test, only_get_and_head_are_answered)
{
    auto const files = load();
    auto request = get("/");
    request.method = "POST";
    EXPECT_FALSE(files.answer(request));
    request.method = "HEAD";
    EXPECT_TRUE(files.answer(request));
}

}  // namespace
}  // namespace sejuta::edge
