using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>The database and the blob store in which an installation is stored.</summary>
/// <param name="Database">The database with the rows.</param>
/// <param name="Blobs">The store with the blobs.</param>
public sealed record InstallationStorage(Database Database, IBlobStore Blobs);
