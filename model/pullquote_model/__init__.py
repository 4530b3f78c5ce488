"""Training, evaluation and export of the encoder that `pullquote` compiles in.

Run `python -m pullquote_model --help` in the folder `model/`.  Modules import only from rooms below their own, in this order
(`tests/test_imports.py` checks it):

    labels, settings, ...   label sets, settings of runs, small helpers, standard library only
    data/                   corpora to labelled windows, standard library only
    network/                the network, its pretrained encoders, its files
    decoding/               logits to attributions and names: the reference for the program
    export/                 weight file of small integers, fixtures
    evaluation/             figures on development sets, calibration, ranking of antecedents
    training/               batches, losses and one module for each kind of run
    runs, commands          run configurations, the pipeline, the command line
"""
