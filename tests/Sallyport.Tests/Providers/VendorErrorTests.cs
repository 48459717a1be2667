using System.Text;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class VendorErrorTests
{
    [Theory]
    [InlineData("""{"message":"Malformed input request"}""", "Malformed input request", null)]
    [InlineData("""{"Message":"User is not authorized"}""", "User is not authorized", null)]
    [InlineData("""{"error":{"code":"DeploymentNotFound","message":"No such deployment."}}""", "No such deployment.", "DeploymentNotFound")]
    [InlineData("""{"statusCode":429,"message":"Rate limit is exceeded."}""", "Rate limit is exceeded.", null)]
    [InlineData("""{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED"}}""", "Quota exceeded.", "RESOURCE_EXHAUSTED")]
    [InlineData("""[{"error":{"code":400,"message":"Bad.","status":"INVALID_ARGUMENT"}}]""", "Bad.", "INVALID_ARGUMENT")]
    [InlineData("""{"code":"Client specified an invalid argument","error":"Model not found: grok-9"}""", "Model not found: grok-9", null)]
    [InlineData("""{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}""", "too long", "400")]
    [InlineData("""{"detail":"Not Found"}""", "Not Found", null)]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"Field required","type":"missing"}]}""", "Field required", "missing")]
    public void A_vendors_error_is_read(string body, string message, string? code) => Assert.Equal((message, code), VendorError.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"detail":[]}""")]
    [InlineData("""{"error":17}""")]
    public void What_is_none_is_left_alone(string body) => Assert.Null(VendorError.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(DialectId.OpenAIChat, """{"error":{"message":"m","type":null,"param":"prompt","code":"content_filter","innererror":{}}}""", true)]
    [InlineData(DialectId.OpenAIChat, """{"error":{"message":"m","code":"DeploymentNotFound"}}""", false)]
    [InlineData(DialectId.AnthropicMessages, """{"type":"error","error":{"type":"invalid_request_error","message":"m"}}""", true)]
    [InlineData(DialectId.AnthropicMessages, """{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}""", false)]
    [InlineData(DialectId.Gemini, """{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}""", true)]
    [InlineData(DialectId.Gemini, """{"message":"m"}""", false)]
    public void An_error_that_fits_its_dialect_stays_as_it_is(DialectId dialect, string body, bool fits) => Assert.Equal(fits, VendorError.Fits(dialect, Encoding.UTF8.GetBytes(body)));
}
