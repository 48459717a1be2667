namespace Sallyport.Gateway.Inspection;

/// <summary>Short texts in which a policy found nothing: names of models, user agents and the like, which come again with every exchange.</summary>
/// <remarks>Bounded, and shared by all threads without a lock: a slot is one reference, and losing one costs a scan. Belongs to one policy, so a reload forgets all.</remarks>
internal sealed class CleanTexts
{
    private const int Slots = 256, MaxLength = 128; // a power of two

    private readonly string?[] _slots = new string?[Slots];

    public bool Holds(string text) => text.Length <= MaxLength && Volatile.Read(ref SlotOf(text)) == text;

    /// <summary>Takes the place of whatever shares its slot.</summary>
    public void Add(string text)
    {
        if (text.Length <= MaxLength) Volatile.Write(ref SlotOf(text), text);
    }

    private ref string? SlotOf(string text) => ref _slots[text.GetHashCode(StringComparison.Ordinal) & (Slots - 1)];
}
