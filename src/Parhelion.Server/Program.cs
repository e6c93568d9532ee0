using Parhelion.Server.Commands;

return await CommandRunner.RunAsync(args);
