using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>One record on its way out.</summary>
/// <param name="Leaf">What it says, without what is sealed: an export never opens personal fields.</param>
/// <param name="Json">The leaf as it is hashed.</param>
/// <param name="Text">The same in the form it travels in; UTF-8, one line.</param>
internal sealed record ExportRecord(Leaf Leaf, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Text)
{
    public long Sequence => Leaf.Sequence;

    /// <summary>The word of the leaf: <c>intent</c>, <c>key.created</c>.</summary>
    public string Type => TypeOf(Leaf.Entry);

    public static string TypeOf(AuditEntry entry) => entry is { Type: AuditEntryType.Admin, Action: { } action } ? action : EnumWords.Of(entry.Type);
}
