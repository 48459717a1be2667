namespace Sallyport.Training.Injection;

/// <summary>The exponential in additions and multiplications only: the library's may differ in its last bit between machines.</summary>
internal static class ExactMath
{
    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Exp(-x)) : Exp(x) / (1 + Exp(x));

    private static double Exp(double x)
    {
        if (x < -40) return 0;
        var halvings = 0;
        while (x < -0.125)
        {
            x *= 0.5;
            halvings++;
        }

        var sum = 1.0;
        var term = 1.0;
        for (var i = 1; i <= 9; i++)
        {
            term = term * x / i;
            sum += term;
        }

        while (halvings-- > 0) sum *= sum;
        return sum;
    }
}
