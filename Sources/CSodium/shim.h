#ifndef BROADSIDE_CSODIUM_SHIM_H
#define BROADSIDE_CSODIUM_SHIM_H

#include <sodium.h>

#endif
