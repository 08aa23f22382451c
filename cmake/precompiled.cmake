# SPDX-License-Identifier: Apache-2.0
# The sanitized build reads the common headers once: up to half of a small file's time, next to
# nothing where templates are what costs. GCC wants the macros that they use to be the same in every
# file, and what they only declare must be linked.
option(SEJUTA_PRECOMPILE "Read the common headers once" OFF)

function(sejuta_precompile target)
    if(SEJUTA_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM sejuta_precompiled)
    endif()
endfunction()

if(SEJUTA_PRECOMPILE)
    find_package(GTest REQUIRED)
    file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
    add_library(sejuta_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_precompile_headers(sejuta_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)
    target_link_libraries(sejuta_precompiled PRIVATE Boost::headers fmt::fmt protobuf::libprotobuf
        GTest::gmock)
    add_compile_definitions(FMT_SHARED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
        BOOST_ASIO_NO_DEPRECATED GTEST_HAS_PTHREAD=1 _FILE_OFFSET_BITS=64)
endif()
