# find_package(azmi) gives the target azmi::azmi. The archive may lie anywhere.
get_filename_component(_azmi_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET azmi::azmi)
  add_library(azmi::azmi SHARED IMPORTED)
  set_target_properties(azmi::azmi PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${_azmi_root}/include")
  if(EXISTS "${_azmi_root}/bin/azmi.dll")
    set_target_properties(azmi::azmi PROPERTIES
      IMPORTED_LOCATION "${_azmi_root}/bin/azmi.dll"
      IMPORTED_IMPLIB "${_azmi_root}/lib/libazmi.dll.a")
  else()
    # The library has no name of its own inside: programs look for it by the file's.
    set_target_properties(azmi::azmi PROPERTIES
      IMPORTED_LOCATION "${_azmi_root}/lib/libazmi.so"
      IMPORTED_NO_SONAME TRUE)
  endif()
endif()

unset(_azmi_root)
