using Parhelion.Server.Tests.Belonging;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Moving;
using Parhelion.Server.Tests.Nodes;
using Parhelion.Server.Tests.Platforms;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Server.Tests.Verbs;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Parhelion.Server.Tests.LongestFirst))]

namespace Parhelion.Server.Tests;

/// <summary>Starts the classes first that take the longest: one of them at the end would have the machine for itself.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By what they took in the last profile, the longest first. Classes that are missing here come behind these.
    private static readonly List<string> Order =
    [
        .. ((Type[])
        [
            // They publish the server, and wait for each other with it.
            typeof(Arm64Tests),
            typeof(ImageTests),
            typeof(LinearizabilityTests),
            typeof(InstallationMoveTests),
            typeof(Ext4PowerCutTests),
            typeof(XfsPowerCutTests),
            typeof(BtrfsPowerCutTests),
            typeof(PostgresSwiftLifeCrashTests),
            typeof(PostgresSwiftCrashTests),
            typeof(PostgresWebhookCrashTests),
            typeof(PostgresCephUploadKillTests),
            typeof(FailingCallTests),
            typeof(SqliteCrashTests),
            typeof(SqliteLifeCrashTests),
            typeof(FailingStoreTests),
            typeof(BackupTests),
            typeof(SqliteModelTests),
            typeof(FailingDatabaseTests),
            typeof(FlushTests),
            typeof(StartFaultTests),
        ]).Select(type => type.FullName!),
    ];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(PlaceOf).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    // The collection of a class is named after it: "Test collection for Namespace.Class (id: …)".
    private static int PlaceOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Order.FindIndex(name => collection.TestCollectionDisplayName.Contains($" {name} ", StringComparison.Ordinal));
        return place < 0 ? Order.Count : place;
    }
}
