# SPDX-License-Identifier: Apache-2.0
# Everything from outside, by Debian 12's package (docs/adr says why each). Headers of others are
# SYSTEM so that our warnings are about our code.
find_package(Threads REQUIRED)
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json)
find_package(Protobuf 3.21 REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
# prometheus-cpp's own CMake package asks for curl and civetweb, which its core does not need.
find_library(PROMETHEUS_CPP_CORE prometheus-cpp-core REQUIRED)
add_library(prometheus_core INTERFACE)
target_link_libraries(prometheus_core INTERFACE ${PROMETHEUS_CPP_CORE})
find_package(OpenSSL 3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(pangocairo REQUIRED IMPORTED_TARGET pangocairo)
find_library(QRCODEGENCPP qrcodegencpp REQUIRED)
find_path(PROTOZERO protozero/pbf_reader.hpp REQUIRED)  # headers alone, beside the others

# Asio and Beast are compiled once, here, instead of in every file that includes them.
add_library(sejuta_boost STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp ${CMAKE_SOURCE_DIR}/cmake/beast.cpp)
target_compile_definitions(sejuta_boost PUBLIC
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(sejuta_boost PUBLIC Boost::headers Threads::Threads)
