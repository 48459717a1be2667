using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Memory;

namespace Sallyport.IntegrationTests.Storage;

public sealed class MemoryLedgerTests : LedgerStoreContract
{
    protected override IAuditStore Store { get; } = new MemoryLedger();
}

public sealed class MemoryKeyStoreTests : KeyStoreContract
{
    protected override IKeyStore Store { get; } = new MemoryKeyStore();
}

public sealed class MemoryResponseStoreTests : ResponseStoreContract
{
    protected override IResponseStore Store { get; } = new MemoryResponseStore();
}

public sealed class MemorySettingStoreTests : SettingStoreContract
{
    protected override ISettingStore Store { get; } = new MemorySettingStore();
}

public sealed class MemoryContentStoreTests : ContentStoreContract
{
    protected override IContentStore Store { get; } = new MemoryContentStore();
}

public sealed class MemoryReviewStoreTests : ReviewStoreContract
{
    protected override IReviewStore Store { get; } = new MemoryReviewStore();
}

public sealed class MemoryExportCursorStoreTests : ExportCursorStoreContract
{
    protected override IExportCursorStore Store { get; } = new MemoryExportCursorStore();
}

public sealed class MemorySubjectVaultTests : SubjectVaultContract
{
    protected override ISubjectVault Vault { get; } = new MemorySubjectVault();
}
