#include <gcrypt.h>
#include <sys/random.h>

/// gcry_control() is variadic, so Swift cannot call it.
///
/// No secure memory is wanted: nothing that is kept in it outlives a call.
static inline gcry_error_t shim_gcrypt_finish_initialization(void)
{
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    return gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}
