using System.Buffers;
using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Writes metrics in Prometheus' text format 0.0.4.</summary>
internal sealed class PrometheusText(IBufferWriter<byte> output)
{
    private readonly HashSet<string> _written = [];

    /// <summary>Writes one metric with all its series. A name that another meter has used is left out: the format allows each name once.</summary>
    public void Write(Metric metric)
    {
        var kind = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.Histogram => "histogram",
            MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
            _ => null, // exponential histograms have no form in 0.0.4
        };
        if (kind is null) return;

        var name = NameOf(metric.Name, metric.Unit, kind);
        if (!_written.Add(name)) return;
        if (metric.Description.Length > 0) Append($"# HELP {name} {Escape(metric.Description, quotes: false)}\n");
        Append($"# TYPE {name} {kind}\n");
        foreach (ref readonly var point in metric.GetMetricPoints()) WritePoint(metric.MetricType, name, point);
    }

    /// <summary>Dots become underscores; the unit and, for counters, <c>total</c> go to the end, as Prometheus has it.</summary>
    internal static string NameOf(string name, string unit, string kind)
    {
        var text = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_'));
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", "nano_usd" => "_nano_usd", _ => "" };
        if (!text.EndsWith(suffix, StringComparison.Ordinal)) text += suffix;
        if (kind == "counter" && !text.EndsWith("_total", StringComparison.Ordinal)) text += "_total";
        return kind == "gauge" && text.EndsWith("_count", StringComparison.Ordinal) ? text[..^"count".Length] + "number" : text; // _count belongs to histograms
    }

    private void WritePoint(MetricType type, string name, in MetricPoint point)
    {
        var labels = LabelsOf(point.Tags);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Append($"{name}{Braced(labels)} {point.GetSumLong().ToString(CultureInfo.InvariantCulture)}\n");
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Append($"{name}{Braced(labels)} {Number(point.GetSumDouble())}\n");
                break;
            case MetricType.LongGauge:
                Append($"{name}{Braced(labels)} {point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture)}\n");
                break;
            case MetricType.DoubleGauge:
                Append($"{name}{Braced(labels)} {Number(point.GetGaugeLastValueDouble())}\n");
                break;
            default:
                long count = 0;
                foreach (var bucket in point.GetHistogramBuckets())
                {
                    count += bucket.BucketCount;
                    var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
                    Append($"{name}_bucket{Braced(labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"")} {count.ToString(CultureInfo.InvariantCulture)}\n");
                }

                Append($"{name}_sum{Braced(labels)} {Number(point.GetHistogramSum())}\n");
                Append($"{name}_count{Braced(labels)} {point.GetHistogramCount().ToString(CultureInfo.InvariantCulture)}\n");
                break;
        }
    }

    private static string LabelsOf(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            foreach (var c in key) labels.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            labels.Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
        }

        return labels.ToString();
    }

    private static string Braced(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private void Append(string text) => Encoding.UTF8.GetBytes(text, output);
}
