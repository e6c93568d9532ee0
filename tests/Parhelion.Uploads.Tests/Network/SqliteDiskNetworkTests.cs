using Parhelion.Server.Tests.Homes;

namespace Parhelion.Uploads.Tests.Network;

public sealed class SqliteDiskNetworkTests() : NetworkContract(HomeKind.SqliteDisk);
