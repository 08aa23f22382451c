// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/connection.hpp"

#include <utility>

#include "base/assert.hpp"
#include "ledger/redis/link.hpp"

namespace sejuta::ledger::redis {

connection::connection(boost::asio::io_context& io, endpoint where)
    : link_(std::make_shared<link>(io, std::move(where)))
{
}

connection::~connection()
{
    link_->abandon();
}

void connection::on_state(std::function<void(bool)> told)
{
    link_->told = std::move(told);
}

void connection::admit(on_admission asked)
{
    link_->admit = std::move(asked);
}

void connection::start()
{
    SEJUTA_ASSERT(!std::exchange(link_->started, true), "a connection is started once");
    link_->connect();
}

void connection::stop()
{
    link_->stop();
}

bool connection::connected() const
{
    return link_->connected;
}

std::string const& connection::trouble() const
{
    return link_->trouble;
}

std::size_t connection::outstanding() const
{
    return link_->calls.size();
}

void connection::command(command_bytes what, on_reply done, std::chrono::milliseconds deadline)
{
    link_->command(std::move(what), std::move(done), deadline);
}

void connection::command(std::vector<std::string> const& arguments, on_reply done,
                         std::chrono::milliseconds deadline)
{
    command(command_bytes(arguments), std::move(done), deadline);
}

}  // namespace sejuta::ledger::redis
