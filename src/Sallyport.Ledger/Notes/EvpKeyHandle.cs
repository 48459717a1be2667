using Microsoft.Win32.SafeHandles;

namespace Sallyport.Ledger.Notes;

/// <summary>A key held by OpenSSL, which wipes it when freed.</summary>
internal sealed class EvpKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }
}
