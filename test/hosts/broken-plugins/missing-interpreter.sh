#!/opt/no-such-folder/bin/python3
# The program in the first line does not exist on this machine.
