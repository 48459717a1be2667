using FsCheck;
using FsCheck.Fluent;

namespace Sallyport.Tests.Inspection;

/// <summary>Runs properties: few cases in every run, many if <c>SALLYPORT_THOROUGH=1</c>.</summary>
internal static class Properties
{
    public static bool IsThorough { get; } = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1";

    /// <summary>Checks that the action throws for no case.</summary>
    /// <param name="cases">How many in a plain run; thirty times as many in a thorough one.</param>
    public static void Check<T>(Arbitrary<T> arbitrary, int cases, Action<T> action) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(IsThorough ? cases * 30 : cases), Prop.ForAll(arbitrary, action));
}
