using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Gateway.Authentication;
using Sallyport.Ledger.Sealing;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Writes the texts of half an exchange as JSON, bounded, and seals them under the subject's key: bound to the log, the exchange and the half.</summary>
public static class ContentText
{
    /// <summary>Most characters kept of one half. What is longer is cut, and says so.</summary>
    public const int MaxChars = 64 * 1024;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="texts">Role and text, masked already.</param>
    public static byte[] Write(ContentSide side, IEnumerable<(string Role, string Text)> texts)
    {
        var output = new ArrayBufferWriter<byte>();
        var left = MaxChars;
        var isCut = false;
        using (var json = new Utf8JsonWriter(output, Plain))
        {
            json.WriteStartObject();
            json.WriteString("side", EnumWords.Of(side));
            json.WriteStartArray("texts");
            foreach (var (role, text) in texts)
            {
                if (isCut = text.Length > left) if (left == 0) break;
                json.WriteStartObject();
                json.WriteString("role", role);
                json.WriteString("text", isCut ? Cut(text, left) : text);
                json.WriteEndObject();
                left -= Math.Min(left, text.Length);
                if (isCut) break;
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", isCut);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <returns>Nonce, ciphertext and tag.</returns>
    public static byte[] Seal(SubjectKey subject, string origin, Guid exchangeId, ContentSide side, ReadOnlySpan<byte> text)
    {
        var nonce = RandomNumberGenerator.GetBytes(Xaes256Gcm.NonceBytes);
        return [.. nonce, .. Xaes256Gcm.Seal(subject.Content, nonce, text, Bound(origin, exchangeId, side))];
    }

    /// <returns>Null if it was changed or moved, or belongs to another subject.</returns>
    public static byte[]? Open(SubjectKey subject, string origin, ContentPiece piece) => piece.Sealed.Length < Xaes256Gcm.NonceBytes ? null
        : Xaes256Gcm.Open(subject.Content, piece.Sealed.Span[..Xaes256Gcm.NonceBytes], piece.Sealed.Span[Xaes256Gcm.NonceBytes..], Bound(origin, piece.ExchangeId, piece.Side));

    private static byte[] Bound(string origin, Guid exchangeId, ContentSide side) => Encoding.UTF8.GetBytes($"content\n{origin}\n{exchangeId:N}\n{EnumWords.Of(side)}");

    // Not between the two halves of a character.
    private static string Cut(string text, int length) => text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
