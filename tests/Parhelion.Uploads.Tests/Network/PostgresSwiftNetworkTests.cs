using Parhelion.Server.Tests.Homes;

namespace Parhelion.Uploads.Tests.Network;

public sealed class PostgresSwiftNetworkTests() : NetworkContract(HomeKind.PostgresSwift);
