using Parhelion.Server.Setup;

var rest = args.Skip(1).ToArray();
return args.FirstOrDefault() switch
{
    "serve" => await Verbs.ServeAsync(rest),
    "verify" => await Verbs.VerifyAsync(rest),
    "quarantine" => await Verbs.QuarantineAsync(rest),
    "backup" => await Verbs.BackupAsync(rest),
    "restore" => await Verbs.RestoreAsync(rest),
    "adopt" => await Verbs.AdoptAsync(rest),
    "keys" => await Verbs.KeysAsync(rest),
    "migrate" => await Verbs.MigrateAsync(rest),
    "--help" or "-h" or "help" => Verbs.Help(),
    "--version" => Verbs.Version(),
    { } word when !word.StartsWith('-') => Verbs.Unknown(word),
    _ => await Verbs.ServeAsync(args),
};
