"""The scripts with which bash, zsh and fish ask what to complete.

click's own replace `--env=p` as a whole (zsh) or don't know it, lose runs where a file may be meant too (zsh), and cut
what is told at its first comma (fish).
"""

import click
from click.shell_completion import (
    BashComplete,
    FishComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
)

from batch.errors.called import PROGRAM

SHELLS = ("bash", "zsh", "fish")

_ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local type value told
    local -a response plain explained
    local -x COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) %(complete_var)s=zsh_complete
    response=("${(@f)$(${~${(Q)words[1]}} 2>/dev/null)}")
    compset -P '--*='
    for type value told in "${(@)response}"; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain) if [[ $told == _ ]]; then plain+=("$value"); else explained+=("$value:$told"); fi ;;
        esac
    done
    (( $#explained )) && _describe -V value explained
    (( $#plain )) && compadd -V value -a plain
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH = """\
function %(complete_func)s
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l begun (commandline -ct)
    set -l flag (string match -r -- '^--[^=]+=' $begun; or echo)
    for line in (COMP_WORDS=(commandline -cp) COMP_CWORD="$begun" %(complete_var)s=fish_complete $program)
        set -l found (string split -m 1 , -- $line)
        switch $found[1]
            case dir
                __fish_complete_directories $found[2] | string replace -r -- '^' "$flag"
            case file
                __fish_complete_path $found[2] | string replace -r -- '^' "$flag"
            case plain
                echo "$flag$found[2]"
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


def script_for(shell: str, program: click.Command) -> str:
    """Return the script for a shell, which calls the program by the name that was typed."""
    found = get_completion_class(shell)
    assert found is not None
    return found(program, {}, PROGRAM, f"_{PROGRAM.replace('-', '_').upper()}_COMPLETE").source()


@add_completion_class
class _Zsh(ZshComplete):
    source_template = _ZSH


@add_completion_class
class _Fish(FishComplete):
    source_template = _FISH


@add_completion_class
class _Bash(BashComplete):
    def get_completion_args(self) -> tuple[list[str], str]:
        """Take `--env = p`, as bash cuts `--env=p`, for `--env p`."""
        args, begun = super().get_completion_args()
        return [each for each in args if each != "="], begun
