using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>What one thread needs to prepare texts.</summary>
internal sealed class PreparationTools(Vocabulary vocabulary)
{
    public TextViews Views { get; } = new(vocabulary);

    public TokenList Tokens { get; } = new();

    public WindowList Windows { get; } = new();
}
