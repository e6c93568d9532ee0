using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>completion bash|zsh|fish</c>. It prints a script for the shell, which runs the tool to get suggestions.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("shell") { Description = "The shell: bash, zsh or fish." };

    private const string Bash =
        """
        # In ~/.bashrc: eval "$(parhelion completion bash)"
        _parhelion() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(parhelion "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _parhelion parhelion
        """;

    private const string Zsh =
        """
        # In ~/.zshrc: eval "$(parhelion completion zsh)"
        _parhelion() {
          local -a words_found
          words_found=("${(@f)$(parhelion "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a words_found
          _files
        }
        compdef _parhelion parhelion
        """;

    private const string Fish =
        """
        # In ~/.config/fish/completions/parhelion.fish
        complete -c parhelion -a '(parhelion "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return CommandSession.Define(new Command("completion", "Print a completion script for a shell.") { Shell }, (session, _) =>
        {
            Console.Out.WriteLine(session.Value(Shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return Task.FromResult(ExitCodes.Done);
        });
    }
}
