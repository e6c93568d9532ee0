using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>completion bash|zsh|fish|powershell</c>. It prints a script for the shell, which runs the tool to get suggestions.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("shell") { Description = "The shell." };

    private const string Bash =
        """
        # In ~/.bashrc: eval "$(parhelion completion bash)"
        _parhelion() {
          local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} cut=''
          local word=${line##* }
          # bash splits words at colons.
          [[ $word == *:* ]] && cut=${word%:*}:
          COMPREPLY=($(parhelion complete "$line" 2>/dev/null | cut -f1))
          COMPREPLY=("${COMPREPLY[@]#"$cut"}")
        }
        complete -o default -F _parhelion parhelion
        """;

    private const string Zsh =
        """
        # In ~/.zshrc: eval "$(parhelion completion zsh)"
        _parhelion() {
          local -a found
          local line
          for line in "${(@f)$(parhelion complete "$LBUFFER" 2>/dev/null)}"; do
            [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
          done
          (( $#found )) && _describe parhelion found || _files
        }
        compdef _parhelion parhelion
        """;

    private const string Fish =
        """
        # In ~/.config/fish/completions/parhelion.fish
        complete -c parhelion -a '(parhelion complete (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell =
        """
        # In $PROFILE: parhelion completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName parhelion -ScriptBlock {
          param($word, $tree, $position)
          $line = $tree.ToString().PadRight($position).Substring(0, $position)
          parhelion complete $line 2>$null | ForEach-Object {
            $label, $text = $_ -split "`t", 2
            if (-not $text) { $text = $label }
            [System.Management.Automation.CompletionResult]::new($label, $label, 'ParameterValue', $text)
          }
        }
        """;

    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        return CommandSession.Define(
            new ToolCommand("completion", "Print a completion script for a shell.", "eval \"$(parhelion completion bash)\"") { Shell },
            (session, _) =>
            {
                Console.Out.WriteLine(session.Value(Shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    "fish" => Fish,
                    _ => PowerShell,
                });
                return Task.FromResult(ExitCodes.Done);
            });
    }
}
