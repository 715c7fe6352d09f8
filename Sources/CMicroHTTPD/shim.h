#ifndef BROADSIDE_CMICROHTTPD_SHIM_H
#define BROADSIDE_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

#endif
