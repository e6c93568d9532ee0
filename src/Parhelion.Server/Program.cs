using Parhelion.Server.Setup;

return await Verbs.RunAsync(args);
