namespace Sallyport.Detection.ContentClasses;

/// <summary>Words of programming languages that are rare in prose. The shape of the lines says more.</summary>
internal static class CodeWords
{
    public const string Text = """
        1.5: elif, endif, ifdef, ifndef, nullptr, printf, println, fprintf, sizeof, typedef, constexpr, instanceof, readonly, stdin, stdout, stderr, argv, argc, malloc, __init__, __name__, isinstance, kwargs, numpy, console, foreach, foldl, ienumerable, cancellationtoken, struct, enum, namespace, async, await, const, noexcept, func, defer, impl, pub fn, let mut, unsigned, boolean, undefined, typeof, varchar, nvarchar, usestate, useeffect, addeventlistener, public static void, private static, public class, private readonly, static final, def self, import from, require, module.exports, lambda, goto, dockerfile, inner join, left join, group by, order by, insert into, create table
        0.4: function, return, import, export, class, public, private, static, void, int, string, bool, float, double, var, let, null, none, true, false, try, catch, throw, raise, except, finally, yield, self, this, def, fn, interface, extends, implements, package, override, virtual, using, include, select, where, char, byte, array, map, args, err, nil
        """;
}
