using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Pipeline;

/// <summary>What a step produced, or the rejection that ends the exchange. <c>default</c> is a rejection, so forgetting fails closed.</summary>
public readonly struct Outcome<T>
    where T : class
{
    private readonly T? _product;
    private readonly Rejection? _rejection;

    private Outcome(T? product, Rejection? rejection) => (_product, _rejection) = (product, rejection);

    /// <summary>True and the product, or false and why not.</summary>
    public bool TryGet([NotNullWhen(true)] out T? product, [NotNullWhen(false)] out Rejection? rejection)
    {
        product = _product;
        rejection = product is null ? _rejection ?? Rejection.Internal : null;
        return product is not null;
    }

    public static implicit operator Outcome<T>(T product) => new(product, null);

    public static implicit operator Outcome<T>(Rejection rejection) => new(null, rejection);
}
