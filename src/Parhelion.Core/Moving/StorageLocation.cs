using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Where an installation lives: its rows and its bytes.</summary>
/// <param name="Database">The rows.</param>
/// <param name="Blobs">The bytes.</param>
public sealed record StorageLocation(Database Database, IBlobStore Blobs);
