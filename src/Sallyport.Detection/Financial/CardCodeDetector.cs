using Sallyport.Detection.Identifiers;

namespace Sallyport.Detection.Financial;

/// <summary>The three or four digits on a payment card that are no part of its number, right after a word for them.</summary>
public sealed class CardCodeDetector() : IdentifierDetector([new("card-code", "999|9999", "cvv") { LabelMayBeFar = false }], [])
{
    /// <inheritdoc/>
    public override string Id => "card-code";

    /// <inheritdoc/>
    public override string Label => "CVV";
}
