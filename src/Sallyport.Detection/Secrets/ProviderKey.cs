using System.Collections.Frozen;

namespace Sallyport.Detection.Secrets;

/// <summary>Keys without a mark of their own: random chars of a known alphabet and length, with the provider's name shortly before.</summary>
internal sealed class ProviderKey
{
    private static readonly string[] Ordinary = ["facebook", "twitter", "discord", "amazon", "polygon", "segment", "elastic", "instagram", "spotify", "alchemy", "atlassian", "bitbucket", "linkedin", "foursquare"];

    private ProviderKey(string kind, string words, string forms)
    {
        Kind = kind;
        Words = words.Split(' ');
        Forms = [.. forms.Split(' ').Select(f => f.Split(':')).Select(f => f[0] == "uuid" ? ("uuid", 36) : (f[0], int.Parse(f[1])))];
    }

    public static ProviderKey[] All { get; } =
    [
        new("adafruit-key", "adafruit", "url:32"),
        new("adobe-secret", "adobe", "hex:32"),
        new("airtable-legacy-key", "airtable", "alnum:17"),
        new("algolia-key", "algolia", "hex:32"),
        new("alibaba-secret-key", "alibaba aliyun", "alnum:30"),
        new("asana-secret", "asana", "hex:32 digit:16"),
        new("atlassian-legacy-token", "atlassian jira confluence", "alnum:24"),
        new("aws-secret-key", "aws amazon", "base64:40"),
        new("beamer-token", "beamer", "url:46"),
        new("bitbucket-secret", "bitbucket", "alnum:32 url:64"),
        new("bittrex-key", "bittrex", "hex:32"),
        new("meraki-key", "meraki", "hex:40"),
        new("cloudflare-key", "cloudflare", "url:40 hex:37"),
        new("codecov-token", "codecov", "uuid alnum:32"),
        new("cohere-key", "cohere", "alnum:40"),
        new("coinbase-secret", "coinbase", "url:64"),
        new("confluent-key", "confluent", "upper:16 base64:64"),
        new("contentful-token", "contentful", "url:43"),
        new("datadog-key", "datadog dd", "hex:32 hex:40"),
        new("discord-secret", "discord", "hex:64 url:32"),
        new("drone-token", "droneci", "alnum:32"),
        new("dropbox-key", "dropbox", "lower:15"),
        new("etsy-key", "etsy", "lower:24"),
        new("facebook-secret", "facebook fb", "hex:32"),
        new("fastly-token", "fastly", "url:32"),
        new("finicity-key", "finicity", "hex:32 alnum:20"),
        new("finnhub-key", "finnhub", "lower:20 lower:40"),
        new("flickr-key", "flickr", "hex:32 hex:16"),
        new("freshbooks-token", "freshbooks", "hex:64"),
        new("gitter-token", "gitter", "hex:40"),
        new("heroku-legacy-key", "heroku", "uuid"),
        new("hubspot-legacy-key", "hubspot", "uuid"),
        new("intercom-legacy-key", "intercom", "url:60"),
        new("jfrog-token", "jfrog artifactory bintray xray", "alnum:64 alnum:73"),
        new("kraken-key", "kraken", "base64:56 base64:88"),
        new("kucoin-key", "kucoin", "hex:24 uuid"),
        new("launchdarkly-token", "launchdarkly", "url:40"),
        new("linkedin-secret", "linkedin", "alnum:16"),
        new("looker-secret", "looker", "alnum:20 alnum:24"),
        new("mattermost-token", "mattermost", "lower:26"),
        new("messagebird-key", "messagebird", "alnum:25"),
        new("netlify-legacy-token", "netlify", "url:43 hex:64"),
        new("newrelic-license-key", "newrelic relic", "hex:40 hex:64 alnum:40"),
        new("nytimes-key", "nytimes", "alnum:32"),
        new("okta-token", "okta", "url:42"),
        new("plaid-secret", "plaid", "hex:30 hex:24"),
        new("rapidapi-key", "rapidapi", "alnum:50"),
        new("sendbird-token", "sendbird", "hex:40"),
        new("sentry-legacy-token", "sentry", "hex:64 hex:32"),
        new("snyk-legacy-token", "snyk", "uuid"),
        new("sonar-legacy-token", "sonar sonarqube sonarcloud", "hex:40"),
        new("splunk-token", "splunk", "uuid"),
        new("squarespace-key", "squarespace", "uuid"),
        new("sumologic-key", "sumo sumologic", "alnum:64"),
        new("travis-token", "travis", "url:22"),
        new("trello-legacy-key", "trello", "hex:32 hex:64"),
        new("twilio-auth-token", "twilio", "hex:32"),
        new("twitch-secret", "twitch", "lower:30"),
        new("twitter-secret", "twitter", "alnum:25 alnum:45 alnum:50"),
        new("zendesk-token", "zendesk", "alnum:40 hex:64"),
        new("deepgram-key", "deepgram", "hex:40"),
        new("assemblyai-key", "assemblyai", "hex:32"),
        new("mistral-key", "mistral", "alnum:32"),
        new("stability-key", "stability", "alnum:48"),
        new("together-legacy-key", "together togetherai", "hex:64"),
        new("wandb-legacy-key", "wandb", "hex:40"),
        new("clarifai-key", "clarifai", "hex:32"),
        new("openweather-key", "openweather openweathermap", "hex:32"),
        new("weather-key", "weatherapi weatherbit visualcrossing tomorrowio accuweather", "hex:31 hex:32 alnum:25 alnum:32"),
        new("tmdb-key", "tmdb themoviedb", "hex:32"),
        new("giphy-key", "giphy", "alnum:32"),
        new("lastfm-key", "lastfm", "hex:32"),
        new("newsapi-key", "newsapi", "hex:32"),
        new("mailjet-key", "mailjet", "hex:32"),
        new("mailchimp-legacy-key", "mailchimp", "hex:32"),
        new("mandrill-key", "mandrill", "url:22"),
        new("postmark-token", "postmark", "uuid"),
        new("sparkpost-key", "sparkpost", "hex:40"),
        new("pushover-token", "pushover", "lower:30"),
        new("pagerduty-legacy-key", "pagerduty", "url:20 hex:32"),
        new("opsgenie-key", "opsgenie", "uuid"),
        new("bugsnag-key", "bugsnag", "hex:32"),
        new("rollbar-token", "rollbar", "hex:32"),
        new("airbrake-key", "airbrake honeybadger raygun", "hex:32 hex:40"),
        new("loggly-token", "loggly", "uuid"),
        new("logdna-key", "logdna mezmo", "hex:32"),
        new("logzio-token", "logzio", "alnum:32"),
        new("circleci-legacy-token", "circleci", "hex:40"),
        new("buildkite-legacy-token", "buildkite", "hex:40"),
        new("codeclimate-token", "codeclimate", "hex:64"),
        new("codacy-token", "codacy", "hex:32"),
        new("coveralls-token", "coveralls", "alnum:33"),
        new("percy-token", "percy", "hex:64"),
        new("saucelabs-key", "saucelabs sauce", "uuid"),
        new("browserstack-key", "browserstack", "alnum:20"),
        new("linode-token", "linode", "hex:64"),
        new("vultr-key", "vultr", "upper:36"),
        new("hetzner-token", "hetzner hcloud", "alnum:64"),
        new("ovh-secret", "ovh", "alnum:32"),
        new("scaleway-secret-key", "scaleway scw", "uuid"),
        new("ngrok-token", "ngrok", "url:40 url:43 url:48 url:49"),
        new("infura-key", "infura", "hex:32"),
        new("alchemy-key", "alchemy", "url:32"),
        new("etherscan-key", "etherscan bscscan polygonscan", "upper:34"),
        new("moralis-key", "moralis", "alnum:64"),
        new("binance-key", "binance", "alnum:64"),
        new("bitfinex-key", "bitfinex", "alnum:43"),
        new("bybit-key", "bybit", "alnum:18 alnum:36"),
        new("polygon-key", "polygon", "alnum:32"),
        new("shodan-key", "shodan", "alnum:32"),
        new("virustotal-key", "virustotal", "hex:64"),
        new("hunter-key", "hunter", "hex:40"),
        new("ipinfo-token", "ipinfo", "hex:14"),
        new("ipstack-key", "ipstack ipapi ipgeolocation", "hex:32"),
        new("currency-key", "fixer currencylayer exchangerate openexchangerates", "hex:24 hex:32"),
        new("abuseipdb-key", "abuseipdb", "hex:80"),
        new("securitytrails-key", "securitytrails", "alnum:32"),
        new("urlscan-key", "urlscan", "uuid"),
        new("todoist-token", "todoist", "hex:40"),
        new("toggl-token", "toggl", "hex:32"),
        new("clockify-key", "clockify", "base64:48"),
        new("jotform-key", "jotform", "hex:32"),
        new("zoom-secret", "zoom", "alnum:32 alnum:22"),
        new("vimeo-token", "vimeo", "hex:32 hex:40"),
        new("spotify-secret", "spotify", "hex:32"),
        new("soundcloud-key", "soundcloud", "alnum:32"),
        new("strava-secret", "strava", "hex:40"),
        new("foursquare-key", "foursquare", "upper:48"),
        new("yelp-key", "yelp", "url:128"),
        new("tomtom-key", "tomtom", "alnum:32"),
        new("mapquest-key", "mapquest", "alnum:32"),
        new("bing-key", "bing", "hex:32 base64:64"),
        new("azure-service-key", "azure cognitive ocp", "hex:32 alnum:84"),
        new("azure-devops-legacy-token", "devops vsts ado", "lower:52"),
        new("cloudinary-secret", "cloudinary", "url:27"),
        new("imgur-secret", "imgur", "hex:40"),
        new("unsplash-key", "unsplash", "url:43 hex:64"),
        new("pexels-key", "pexels", "alnum:56"),
        new("reddit-secret", "reddit", "url:27 url:30"),
        new("steam-key", "steam", "hex:32"),
        new("wakatime-key", "wakatime", "uuid"),
        new("amplitude-key", "amplitude", "hex:32"),
        new("mixpanel-secret", "mixpanel", "hex:32"),
        new("segment-write-key", "segment", "alnum:32"),
        new("onesignal-legacy-key", "onesignal", "uuid alnum:48"),
        new("pusher-secret", "pusher", "hex:20"),
        new("pubnub-key", "pubnub", "uuid"),
        new("agora-certificate", "agora", "hex:32"),
        new("vonage-secret", "vonage nexmo", "alnum:16"),
        new("clicksend-key", "clicksend", "uuid"),
        new("telnyx-key", "telnyx", "url:59"),
        new("paypal-secret", "paypal", "url:80"),
        new("braintree-private-key", "braintree", "hex:32"),
        new("pipedrive-token", "pipedrive", "hex:40"),
        new("freshdesk-key", "freshdesk freshworks", "alnum:20"),
        new("clearbit-key", "clearbit", "hex:32"),
        new("hellosign-key", "hellosign dropboxsign", "hex:64"),
        new("pandadoc-key", "pandadoc", "hex:40"),
        new("coda-token", "coda", "uuid"),
        new("auth0-secret", "auth0", "url:64"),
        new("onelogin-secret", "onelogin", "hex:64"),
        new("jumpcloud-key", "jumpcloud", "hex:40"),
        new("instagram-secret", "instagram", "hex:32"),
        new("line-token", "line", "alnum:43"),
        new("kakao-key", "kakao", "hex:32"),
        new("naver-secret", "naver", "alnum:10 alnum:40"),
        new("yandex-legacy-key", "yandex", "hex:32 uuid"),
        new("baidu-key", "baidu", "alnum:24 alnum:32"),
        new("wechat-secret", "wechat weixin", "hex:32"),
        new("dingtalk-token", "dingtalk", "hex:64"),
        new("feishu-secret", "feishu lark", "alnum:32"),
        new("qiniu-secret", "qiniu", "url:40"),
        new("huawei-secret", "huawei", "alnum:40"),
        new("elastic-key", "elastic elasticsearch", "base64:60"),
        new("adyen-key", "adyen", "base64:60 base64:108 base64:120 base64:124"),
        new("mux-secret", "mux", "base64:75"),
        new("sanity-token", "sanity", "alnum:180"),
    ];

    public string Kind { get; }

    /// <summary>True if the provider's name is no word of a language, so that it alone gives its keys away.</summary>
    public bool IsDistinct => Words[0].Length > 6 && !Ordinary.Contains(Words[0]);

    /// <summary>Names that providers go by in variables and in prose, lower case, without separators.</summary>
    public string[] Words { get; }

    private (string Alphabet, int Length)[] Forms { get; }

    /// <summary>True if the value has the alphabet and the length of such a key.</summary>
    public bool Fits(ReadOnlySpan<char> value)
    {
        foreach (var (alphabet, length) in Forms)
        {
            if (value.Length == length && IsOf(alphabet, value)) return true;
        }

        return false;
    }

    private static bool IsOf(string alphabet, ReadOnlySpan<char> value) =>
        alphabet == "uuid" ? SecretValue.IsUuid(value) : !value.ContainsAnyExcept(SecretFormat.Alphabet(alphabet));
}
