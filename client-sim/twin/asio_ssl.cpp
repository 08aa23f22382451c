// SPDX-License-Identifier: Apache-2.0
// Asio's TLS, compiled once; the rest of Asio and Beast is compiled in sejuta_boost.
#include <boost/asio/ssl/impl/src.hpp>
