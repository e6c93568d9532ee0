namespace Parhelion.Packages.Tests.Packages;

/// <summary>The tests that share the packages. They run one after the other, because each of them builds.</summary>
[CollectionDefinition(nameof(PackageFeed))]
public sealed class SharedFeed : ICollectionFixture<PackageFeed>;
