using System.Buffers.Text;
using Sallyport.Providers.Json;

namespace Sallyport.Providers.Rerank;

/// <summary>Answer of a reranking: places and scores, and the documents if they were asked for.</summary>
public sealed class RerankAnswerReader : AnswerReader
{
    protected override bool IsAnswerText(Field field) => false;

    protected override void OnOpen(int start)
    {
        if (Depth == 2 && Top.Name == Field.Error) IsError = ClosesAll = true;
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field == Field.SearchUnits && Utf8Parser.TryParse(number, out double units, out _) && units is >= 0 and < 1e9) Reported = Reported with { SearchUnits = (long)Math.Ceiling(units) };
    }
}
