using System.Globalization;
using System.Text;

namespace Sallyport.Tests.Ledger;

/// <summary>Records as a gateway writes them, about 500 bytes each.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static string Time(long sequence) => Start.AddMilliseconds(sequence).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    /// <summary>An intent; the exchange's id comes from its sequence number.</summary>
    public static byte[] Sample(long sequence, byte[] previous, string type = "exchange.intent", string? extra = null) => Encoding.UTF8.GetBytes(
        "{\"actor\":{\"auth\":\"key\",\"id\":\"usr_01JD3Z8Q6V\",\"key\":\"sp_prod_A1b2C3d4E5\",\"role\":\"member\",\"type\":\"user\"},\"boot\":\"01JD3Z8Q6V0000000000000000\"," +
        "\"data\":{\"class\":\"internal\",\"labels\":[\"email\"],\"prompt_mac\":\"pMxq0gJcWmYw3mDLf0S6yF1rVdN0sM2T3k9m4mDLf0Q=\",\"redactions\":1}," +
        "\"node\":\"gw-1\"" + (sequence == 0 ? "" : ",\"prev\":\"" + Convert.ToBase64String(previous) + "\"") +
        (extra ?? $",\"req\":{{\"id\":\"req-{sequence}\",\"model_req\":\"gpt-large\",\"route\":\"chat\",\"stream\":true}}") +
        $",\"seq\":{sequence},\"src\":{{\"ip\":\"192.0.2.17\"}},\"ts\":\"{Time(sequence)}\",\"type\":\"{type}\"}}");
}
