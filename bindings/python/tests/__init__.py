"""The tests of the Python binding. They run as the command of the simulator, over http and with --tls:

cargo run -p webexrec-simulator -- [--tls] -- \\
    python3 -W error -m unittest discover -s bindings/python/tests -t bindings/python
"""
