using System.Numerics;

namespace Sallyport.Detection.Injection;

/// <summary>What is known of a text when the verdict falls: the loudest window of each scale, how much it stands out, the rules, the length.</summary>
internal static class Evidence
{
    public const int Count = 23;

    /// <summary>Where the rules' part begins and ends.</summary>
    public const int FirstRule = 13, LastRule = 20;

    private const float Most = 12;

    /// <summary>Fills <paramref name="into"/> from the running sums of the tokens' weights.</summary>
    public static void Gather(WindowList windows, int tokens, ReadOnlySpan<float> sums, ReadOnlySpan<float> bias, InjectionSignals spoken, Span<float> into)
    {
        into.Clear();
        for (var scale = 0; scale < WindowList.Scales; scale++)
        {
            float loudest = -Most, total = 0;
            var count = windows.Count(scale);
            for (var i = 0; i < count; i++)
            {
                var (start, end) = windows.Window(scale, i);
                var logit = (sums[end] - sums[start]) * InjectionModel.Norm(end - start) + bias[scale];
                total += logit;
                if (logit > loudest) loudest = logit;
            }

            into[scale] = Math.Clamp(loudest, -Most, Most);
            into[4 + scale] = Math.Max(0, into[scale]);
            if (scale < 2 && count > 0) into[8 + scale] = Math.Clamp(loudest - total / count, 0, Most);
        }

        into[10] = BitOperations.Log2((uint)tokens + 1);
        into[11] = windows.Sentences > 3 ? 1 : 0;
        into[12] = windows.Sentences > 12 ? 1 : 0;
        into[13] = BitOperations.PopCount((uint)spoken);
        into[14] = Has(spoken, InjectionSignals.Override);
        into[15] = Has(spoken, InjectionSignals.PromptExtraction);
        into[16] = Has(spoken, InjectionSignals.RolePlay);
        into[17] = Has(spoken, InjectionSignals.Exfiltration);
        into[18] = Has(spoken, InjectionSignals.AddressesModel);
        into[19] = Has(spoken, InjectionSignals.RefusalSuppression);
        into[20] = Has(spoken, InjectionSignals.FakeTurn);
        into[21] = Math.Max(into[0], Math.Max(into[1], Math.Max(into[2], into[3])));
        into[22] = 1;
    }

    private static float Has(InjectionSignals signals, InjectionSignals one) => (signals & one) != InjectionSignals.None ? 1 : 0;
}
