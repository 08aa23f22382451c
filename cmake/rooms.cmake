# SPDX-License-Identifier: Apache-2.0
# A room is a folder of server/: one static library named sejuta_<room> with all its *.cpp. Its unit
# tests are tests/unit/<room>/*_test.cpp in one program. .ci/layers checks who may include whom.
# Several files are compiled as one, which halves the time of a build from nothing: the headers of
# Asio, protobuf and JSON cost more than what is written here.
option(SEJUTA_TOGETHER "Compile eight files of a room as one" OFF)
function(sejuta_together target)
    if(SEJUTA_TOGETHER)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
endfunction()

function(sejuta_room name)
    cmake_parse_arguments(room "" "FOLDER" "LINK" ${ARGN})
    if(NOT room_FOLDER)
        set(room_FOLDER ${name})
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/server/${room_FOLDER}/*.cpp)
    if(sources)
        add_library(sejuta_${name} STATIC ${sources})
        target_include_directories(sejuta_${name} PUBLIC ${CMAKE_SOURCE_DIR}/server)
        target_link_libraries(sejuta_${name} PUBLIC ${room_LINK})
        sejuta_precompile(sejuta_${name})
        sejuta_together(sejuta_${name})
    else()
        add_library(sejuta_${name} INTERFACE)
        target_include_directories(sejuta_${name} INTERFACE ${CMAKE_SOURCE_DIR}/server)
        target_link_libraries(sejuta_${name} INTERFACE ${room_LINK})
    endif()
endfunction()

# Every test program, and not the programs that people run: what the sanitized build needs.
add_custom_target(suites)

# A test program of every *_test.cpp in a folder of tests/.
function(sejuta_tests target folder)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
    if(NOT sources)
        return()
    endif()
    add_executable(${target} ${sources})
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(${target} PRIVATE SEJUTA_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                 SEJUTA_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_link_libraries(${target} PRIVATE ${ARGN} GTest::gmock GTest::gtest_main)
    sejuta_precompile(${target})
    if(SEJUTA_PRECOMPILE)
        target_link_libraries(${target} PRIVATE $<LINK_ONLY:sejuta_boost>)  # what the headers want
    endif()
    add_test(NAME ${target} COMMAND ${target})
    add_dependencies(suites ${target})
endfunction()
