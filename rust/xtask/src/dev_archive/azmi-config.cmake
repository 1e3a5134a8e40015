# find_package(azmi) defines the target azmi::azmi. The archive can be unpacked anywhere.
get_filename_component(_azmi_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET azmi::azmi)
  add_library(azmi::azmi SHARED IMPORTED)
  set_target_properties(azmi::azmi PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${_azmi_root}/include")
  if(EXISTS "${_azmi_root}/bin/azmi.dll")
    set_target_properties(azmi::azmi PROPERTIES
      IMPORTED_LOCATION "${_azmi_root}/bin/azmi.dll"
      IMPORTED_IMPLIB "${_azmi_root}/lib/libazmi.dll.a")
  else()
    # The library has no SONAME: programs look for it by its file name.
    set_target_properties(azmi::azmi PROPERTIES
      IMPORTED_LOCATION "${_azmi_root}/lib/libazmi.so"
      IMPORTED_NO_SONAME TRUE)
  endif()
endif()

unset(_azmi_root)
