using System.Text.Json;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Audit.Export;

/// <summary>Against what OCSF 1.5.0 says about class 6003; see the head of the schema file for where that is from.</summary>
public sealed class OcsfFormatTests
{
    [Fact]
    public async Task Every_record_is_a_valid_API_Activity()
    {
        using var schema = JsonDocument.Parse(Repository.Read("tests", "Sallyport.Tests", "Audit", "Export", "ocsf-1.5.0-api-activity.json"));
        foreach (var record in await ExportRecords.InAsync(new OcsfFormat("test/log")))
        {
            using var text = JsonDocument.Parse(record.Text);
            Assert.Empty(OcsfSchema.ProblemsOf(schema.RootElement, "api_activity", text.RootElement, "$"));
        }
    }

    [Fact]
    public async Task The_record_is_inside_byte_for_byte_and_every_text_parses_back_equal()
    {
        foreach (var record in await ExportRecords.InAsync(new OcsfFormat("test/log")))
        {
            using var document = JsonDocument.Parse(record.Text);
            var (root, entry) = (document.RootElement, record.Leaf.Entry);

            Assert.Equal(record.Json.ToArray(), System.Text.Encoding.UTF8.GetBytes(root.GetProperty("raw_data").GetString()!));
            Assert.Equal($"test/log/{record.Sequence}", root.GetProperty("metadata").GetProperty("uid").GetString());
            Assert.Equal(record.Type, root.GetProperty("message").GetString());
            Equal(entry.Rejection, root, "status_detail");
            Equal(entry.Organization, root.GetProperty("metadata"), "tenant_uid");
            Equal(entry.KeyId, root.GetProperty("actor"), "app_uid");
            Equal(entry.ModelAsked, root.GetProperty("unmapped"), "model_req");
            Equal(entry.Purpose, root.GetProperty("unmapped"), "purpose");
            Equal(entry.Target, root.GetProperty("unmapped"), "target");
            Assert.DoesNotContain(record.Text.ToArray(), b => b < 0x20);
        }
    }

    [Theory]
    [InlineData("{}", "$.class_uid is missing")]
    [InlineData("""{ "class_uid": "6003" }""", "$.class_uid is no integer")]
    [InlineData("""{ "class_uid": 6004 }""", "$.class_uid may not be 6004")]
    [InlineData("""{ "actor": {} }""", "$.actor needs one of")]
    [InlineData("""{ "api": { "operation": 1 } }""", "$.api.operation is no string")]
    [InlineData("""{ "prompt": "x" }""", "$.prompt is not in the schema")]
    public void The_validator_itself_finds_mistakes(string json, string problem)
    {
        using var schema = JsonDocument.Parse(Repository.Read("tests", "Sallyport.Tests", "Audit", "Export", "ocsf-1.5.0-api-activity.json"));
        using var text = JsonDocument.Parse(json);
        Assert.Contains(OcsfSchema.ProblemsOf(schema.RootElement, "api_activity", text.RootElement, "$"), p => p.StartsWith(problem, StringComparison.Ordinal));
    }

    private static void Equal(string? expected, JsonElement parent, string name) =>
        Assert.Equal(expected, parent.TryGetProperty(name, out var value) ? value.GetString() : null);
}
