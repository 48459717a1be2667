namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Which half of an exchange. Numbers are frozen: they are stored.</summary>
public enum ContentSide
{
    /// <summary>What left for the upstream.</summary>
    Request = 1,

    /// <summary>What came back.</summary>
    Answer = 2,
}

/// <summary>The kept texts of half an exchange, sealed.</summary>
/// <param name="Subject">Reference of the subject under whose key it is sealed.</param>
/// <param name="KeptUntil">When it goes, unless a hold keeps it.</param>
/// <param name="Sealed">Nonce, ciphertext and tag.</param>
public sealed record ContentPiece(Guid ExchangeId, ContentSide Side, string KeyId, string Subject, DateTimeOffset At, DateTimeOffset KeptUntil, ReadOnlyMemory<byte> Sealed);
