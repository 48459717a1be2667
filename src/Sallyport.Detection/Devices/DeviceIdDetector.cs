using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Devices;

/// <summary>Numbers of phones, SIM cards and other devices, after a word for them.</summary>
public sealed class DeviceIdDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("imei", "99-999999-999999-9|999999999999999|99 999999 999999 99|999999999999999 9", "imei device", AccountChecks.Imei, Unlabelled.Written),
        new("iccid", "9{19,20}|9999 9999 9999 9999 999", "iccid", AccountChecks.Iccid),
        new("imsi", "999999999999999", "imsi") { LabelMayBeFar = false },
        new("device-id", "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", "device", AccountChecks.IsHex),
    ];

    private static readonly LabelledRow[] Any =
    [
        new("imei", "imei imsi iccid", 14, 20, 14, Letters: false),
        new("device-id", "device", 6, 20, 3),
    ];

    /// <inheritdoc/>
    public override string Id => "device-id";

    /// <inheritdoc/>
    public override string Label => "DEVICE_ID";
}
