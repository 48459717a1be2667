namespace Sallyport.Testing;

/// <summary>Counts what code allocates on this thread.</summary>
public static class Allocations
{
    /// <summary>Least bytes that one of ten runs allocates: a collection in the middle of a run charges it with what is left of the thread's buffer.</summary>
    public static long LeastOf(Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
