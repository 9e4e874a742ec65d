#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Asks a shell what it completes with the script that `seatape completions` makes for it.
#     check_completions.sh SHELL SEATAPE
# Exit 0: all answers are right; 1: some are wrong; 77: this machine does not have the shell.
set -eu

shell=$1
seatape=$2
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v "$shell" >/dev/null; then
    echo "skipped: no $shell (Debian: $shell)"
    exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/functions"
ln -s "$seatape" "$work/bin/seatape"
export PATH=$work/bin:$PATH HOME=$work
cd "$work"
seatape completions "$shell" >script
seatape record recovery -o trace.seatape >/dev/null
touch out-file

# Each prints what the shell offers for a line whose end the cursor is at.
answers_bash() {
    # shellcheck disable=SC2016
    COMP_LINE=$1 bash --norc -c '. ./script
        COMP_POINT=${#COMP_LINE}
        # Readline makes words of what stands at = and : as well.
        read -ra COMP_WORDS <<<"$(sed "s/[=:]/ & /g" <<<"$COMP_LINE")"
        [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _seatape
        printf "%s\n" "${COMPREPLY[@]}"'
}
answers_fish() {
    fish --no-config -c "source script; complete -C '$1'" | cut -f1
}
zsh_setup='autoload -U compinit; compinit -u -d '$work'/dump; source ./script'
answers_zsh() {
    zsh -f "$here/capture_zsh_completions.zsh" "$zsh_setup" "$1"
}

status=0
# LINE WORD…: all these words are among the answers; !WORD: it is not.
expect() {
    local line=$1 answers word
    shift
    answers=$(answers_"$shell" "$line" || true)
    for word in "$@"; do
        if grep -qxF -- "${word#!}" <<<"$answers"; then
            [[ $word != !* ]] && continue
        else
            [[ $word == !* ]] && continue
        fi
        printf '%s: "%s" should offer %s; it offers:\n%s\n' "$shell" "$line" \
            "${word/#!/no }" "$answers"
        status=1
    done
}

# bash replaces what stands behind the last = or : alone.
assigned() { [ "$shell" = bash ] && echo "${1##*[:=]}" || echo "$1"; }

check_all() {
    expect 'seatape re' record recover replay !run
    expect 'seatape ' run completions
    expect 'seatape --ver' --version
    expect 'seatape record --' --policy --sync --json !--edit !--complete
    expect 'seatape record recovery --fo' --force
    expect 'seatape record rec' recovery
    expect 'seatape explain ' recovery trace.seatape
    expect 'seatape scenarios ' list show
    expect 'seatape scenarios show rec' recovery
    expect 'seatape show tr' trace.seatape
    expect 'seatape record recovery -o ' out-file !recovery !--policy
    expect 'seatape export trace.seatape --output out' out-file
    expect 'seatape encode EC=DABT_CUR DF' DFSC=
    expect 'seatape encode EC=DABT_C' "$(assigned EC=DABT_CUR)"
    expect 'seatape encode EC=DABT_CUR --fr' --from
    expect 'seatape replay trace.seatape --edit 203:ext' "$(assigned 203:)ext_dabt_pending="
    expect 'seatape replay trace.seatape --edit 203:kill=1 --ma' --max
}
check_all
if [ "$shell" = zsh ]; then # and as an installation has it, where $fpath names the folder
    cp script functions/_seatape
    zsh_setup='fpath+=(./functions); autoload -U compinit; compinit -u -d '$work'/dump-installed'
    check_all
fi
exit $status
