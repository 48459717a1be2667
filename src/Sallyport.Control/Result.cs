using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Control;

/// <summary>What was asked for, or the problem. <c>default</c> is a problem.</summary>
public readonly struct Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;

    private Result(T? value, Problem? problem) => (_value, _problem) = (value, problem);

    /// <summary>True and the value, or false and why not.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = value is null ? _problem ?? Problem.StoreUnavailable : null;
        return value is not null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(null, problem);
}
