using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Publishes to RabbitMQ. A message counts once the broker has confirmed it, and it is mandatory: one that no queue takes is a fault.</summary>
internal sealed class RabbitMqSink(RabbitMqTarget target, IRecordFormat format, string origin) : IExportSink
{
    /// <summary>What AMQP can hold in a short text.</summary>
    private const int MaxShortBytes = 255;

    private readonly X509Certificate2Collection? _authorities = ReceiverTrust.Read(target.Authorities);
    private IConnection? _connection;
    private IChannel? _channel;

    public async ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation)
    {
        try
        {
            if (_channel is null)
            {
                _connection = await Factory().CreateConnectionAsync(cancellation);
                _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            }

            var confirmations = new Task[records.Count];
            for (var i = 0; i < records.Count; i++) confirmations[i] = PublishAsync(_channel, records[i], cancellation);
            await Task.WhenAll(confirmations);
        }
        catch (PublishException e)
        {
            throw new ExportFaultException(e.IsReturn ? "unroutable" : "not_confirmed", null, e);
        }
        catch (BrokerUnreachableException e)
        {
            throw new ExportFaultException(e.InnerException is AuthenticationFailureException ? "access_denied" : "broker_unreachable", null, e);
        }
        catch (AlreadyClosedException e)
        {
            throw new ExportFaultException("connection_closed", null, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_channel is not null) await _channel.DisposeAsync();
            if (_connection is not null) await _connection.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or AlreadyClosedException or OperationCanceledException)
        {
            // it was broken already
        }

        ReceiverTrust.Dispose(_authorities);
    }

    private Task PublishAsync(IChannel channel, ExportRecord record, CancellationToken cancellation)
    {
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = format.IsJson ? "application/json" : "text/plain",
            ContentEncoding = "utf-8",
            AppId = "sallyport",
            Type = Encoding.UTF8.GetByteCount(record.Type) <= MaxShortBytes ? record.Type : null,
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{origin}/{record.Sequence}"),
            Timestamp = new AmqpTimestamp(record.Leaf.Entry.At.ToUnixTimeSeconds()),
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["origin"] = origin, ["seq"] = record.Sequence },
        };
        return channel.BasicPublishAsync(target.Exchange, target.RoutingKey, mandatory: true, properties, record.Text, cancellation).AsTask();
    }

    private ConnectionFactory Factory()
    {
        var factory = new ConnectionFactory
        {
            Uri = target.Url,
            UserName = target.User,
            Password = target.Password.Reveal(),
            ClientProvidedName = "sallyport",
            AutomaticRecoveryEnabled = false, // the loop connects anew, from the cursor
        };
        if (_authorities is not null && factory.Ssl.Enabled)
        {
            factory.Ssl.CertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors);
        }

        return factory;
    }

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is not X509Certificate2 leaf) return false;
        using var chain = new X509Chain { ChainPolicy = ReceiverTrust.PolicyOf(_authorities)! };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        return chain.Build(leaf);
    }
}
