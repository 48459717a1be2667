using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>What came of sending to one target. <c>default</c> is a failure that nothing follows.</summary>
/// <param name="Reply">An answer for the client; null if there is none.</param>
/// <param name="Rejection">What the client hears if nothing else can be tried.</param>
/// <param name="MayGoOn">True if another eligible target may be asked instead.</param>
/// <param name="PassedOver">True if nothing was sent at all.</param>
internal readonly record struct Sent(OpenReply? Reply, Rejection? Rejection, bool MayGoOn, bool PassedOver)
{
    public static Sent Of(OpenReply reply) => new(reply, null, MayGoOn: false, PassedOver: false);

    public static Sent Failed(Rejection rejection, bool mayGoOn) => new(null, rejection, mayGoOn, PassedOver: false);

    public static Sent Skipped(Rejection rejection) => new(null, rejection, MayGoOn: true, PassedOver: true);
}
