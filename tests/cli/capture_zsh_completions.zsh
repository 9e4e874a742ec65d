#!/usr/bin/env zsh
# SPDX-License-Identifier: Apache-2.0
# Types a line and a tab into an interactive zsh, and prints what it would offer, one a line:
#     capture_zsh_completions.zsh SETUP LINE
# SETUP is what the shell does first, with an empty configuration.
zmodload zsh/zpty || exit 77
export CAPTURE_SETUP=$1 CAPTURE_OUT=$(mktemp)

# compadd is what every completion ends in; with -O, -A or -D it only computes.
init='
PROMPT=
TMOUT=20 # seconds without a key, after which a shell that answers nothing ends
eval "$CAPTURE_SETUP"
LISTMAX=100000 # never ask whether to list
bindkey "^I" complete-word
zstyle ":completion:*" insert-tab false
compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a hits
        builtin compadd -A hits "$@"
        print -rl -- $hits >>$CAPTURE_OUT
    fi
    builtin compadd "$@"
}
leave() { exit }
comppostfuncs=(leave)
print ready
'
file=$(mktemp)
print -r -- $init >$file
zpty shell zsh -f -i
zpty -w shell "source $file"
while zpty -r shell answer && [[ $answer != *ready* || $answer == *source* ]]; do :; done
zpty -w -n shell "$2"$'\t'
while zpty -r shell answer; do :; done
sort -u $CAPTURE_OUT
rm -f $file $CAPTURE_OUT
