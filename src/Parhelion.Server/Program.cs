using Parhelion.Server.Setup;

return await Commands.RunAsync(args);
