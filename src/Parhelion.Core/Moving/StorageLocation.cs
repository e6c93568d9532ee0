using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>The database and the blob store of an installation.</summary>
/// <param name="Database">Contains the rows.</param>
/// <param name="Blobs">Contains the blobs.</param>
public sealed record StorageLocation(Database Database, IBlobStore Blobs);
