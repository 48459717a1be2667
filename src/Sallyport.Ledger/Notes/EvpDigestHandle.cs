using Microsoft.Win32.SafeHandles;

namespace Sallyport.Ledger.Notes;

/// <summary>A signing or verifying under way in OpenSSL.</summary>
internal sealed class EvpDigestHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeDigest(handle);
        return true;
    }
}
