namespace Sallyport.Gateway.Admission;

/// <summary>What an exchange uses or may use, in every unit. Money in nano-USD.</summary>
public readonly record struct Amounts(long Requests, long Tokens, long Bytes, long NanoUsd)
{
    /// <summary>The most that one exchange can take or be charged in a unit: larger numbers count as this. The record holds no larger integer.</summary>
    public const long Most = (1L << 53) - 1;

    /// <returns>0 to <see cref="Most"/>.</returns>
    public long Of(LimitUnit unit) => Math.Clamp(
        unit switch { LimitUnit.Requests => Requests, LimitUnit.Tokens => Tokens, LimitUnit.Bytes => Bytes, LimitUnit.NanoUsd => NanoUsd, _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "not a unit") },
        0,
        Most);
}
