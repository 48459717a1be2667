using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Gateway.Admission;

/// <summary>A limit as it applies to one holder of its scope.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Holder">Id of the key, team …; a keyed pseudonym where it would name a person; empty for <see cref="LimitScope.Global"/>.</param>
public readonly record struct Counter(LimitRule Rule, string Holder)
{
    private const int MostPlainChars = 128;

    private static readonly SearchValues<char> Plain = SearchValues.Create(string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)));

    /// <summary>As the record and the stores name it: <c>rule#holder</c>, or <c>rule</c> alone. A holder that is long or not plain ASCII is named by its digest, so that every store and every leaf holds the same name.</summary>
    public string Id => Holder.Length == 0 ? Rule.Id : Rule.Id + "#" + (Holder.Length <= MostPlainChars && !Holder.AsSpan().ContainsAnyExcept(Plain) ? Holder : "~" + DigestOf(Holder));

    private static string DigestOf(string holder) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(holder)).AsSpan(0, 16));
}
