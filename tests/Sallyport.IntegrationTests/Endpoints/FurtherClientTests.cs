using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Images;
using OpenAI.Moderations;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Endpoints;

/// <summary>The official OpenAI libraries against the endpoints that a key must name, with the simulated provider behind the gateway.</summary>
public sealed class FurtherClientTests : IAsyncLifetime
{
    private const string Model = "simulator", Mail = "ana@example.com";

    private FakeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayHost.StartAsync(_upstream, "upstreams: { simulator: { provider: simulator } }");
        _key = await _gateway.AddKeyAsync(KeyScopes.Default with { Endpoints = EndpointGroups.Completions | EndpointGroups.Moderations | EndpointGroups.Images | EndpointGroups.Audio, Capabilities = Capabilities.Media });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task The_DotNet_library_speaks_and_hears()
    {
        var audio = Client().GetAudioClient(Model);
        BinaryData sound = await audio.GenerateSpeechAsync("hello " + Mail, GeneratedSpeechVoice.Alloy);
        Assert.Equal("RIFF", Encoding.ASCII.GetString(sound.ToArray(), 0, 4));
        using var file = sound.ToStream();
        AudioTranscription transcript = await audio.TranscribeAudioAsync(file, "hello of ana.wav", new AudioTranscriptionOptions { Prompt = "it is " + Mail });
        Assert.Equal("[simulated] it is " + Mail, transcript.Text);
        using var again = sound.ToStream(); // the library closes what it has sent
        AudioTranslation translation = await audio.TranslateAudioAsync(again, "hello.wav", new AudioTranslationOptions { Prompt = "it is " + Mail });
        Assert.Equal("[simulated] it is " + Mail, translation.Text);
    }

    [Fact]
    public async Task The_DotNet_library_makes_and_edits_images()
    {
        var images = Client().GetImageClient(Model);
        GeneratedImage image = await images.GenerateImageAsync("for " + Mail);
        Assert.Equal("[simulated] for " + Mail, image.RevisedPrompt);
        using var file = image.ImageBytes.ToStream();
        GeneratedImage edited = await images.GenerateImageEditAsync(file, "a.png", "for " + Mail);
        Assert.Equal("[simulated] for " + Mail, edited.RevisedPrompt);
    }

    [Fact]
    public async Task The_DotNet_library_moderates()
    {
        ModerationResultCollection results = await Client().GetModerationClient(Model).ClassifyTextAsync(["a", "b"]);
        Assert.Equal([false, false], results.Select(r => r.Flagged));
    }

    [Fact]
    public async Task The_Node_library_uses_all_of_them()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SALLYPORT_URL"] = _gateway.Url.OriginalString.TrimEnd('/') + "/", ["SALLYPORT_KEY"] = _key };
        var (code, output, error) = await NodeScript.RunAsync("surfaces.mjs", [], environment, TimeSpan.FromSeconds(90));
        Assert.True(code == 0, $"ended with {code}\n{output}\n{error}");
    }

    private OpenAIClient Client() => new(new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = new Uri(_gateway.Url, "/v1") });
}
