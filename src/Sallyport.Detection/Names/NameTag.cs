namespace Sallyport.Detection.Names;

/// <summary>What a word is: outside of names, or the first or a further word of one. Numbers are lanes of the weights.</summary>
internal static class NameTag
{
    public const byte Outside = 0, Person = 1, Location = 3, Organization = 5, Count = 7;

    public static bool IsFirst(byte tag) => (tag & 1) == 1;

    /// <summary>The tag that a name of this kind begins with.</summary>
    public static byte Kind(byte tag) => tag == 0 ? Outside : (byte)((tag - 1) | 1);
}
